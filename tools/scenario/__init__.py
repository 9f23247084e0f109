"""Generator of the Baishan 2020 scenario: the workbooks that units and communities send (M5, M8)."""
