"""Baishan, February 2020: two lines of a command report returning persons twice, a thousand cadres are sent down."""
