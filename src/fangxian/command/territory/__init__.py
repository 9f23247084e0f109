"""The pages of the two trees and of the response's rules: browse, set up, import (M1–M3)."""
