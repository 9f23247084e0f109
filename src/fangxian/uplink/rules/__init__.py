"""Pure rules of the uplink: what a package is, what a signature covers, who is silent, what adds up."""
