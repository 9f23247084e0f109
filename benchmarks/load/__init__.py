"""The site under load: real `fangxian serve` processes, browsers and machines that ask them, and what is lost."""
