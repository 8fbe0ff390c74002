"""The district that an address names by its own words."""

from __future__ import annotations

import re

from db.policy.model import Policy

_DISTRICT = re.compile(r"(?:^|[省市州\s])((?:(?![省市州])[\u3400-\u9fff]){1,3}?(?:新区|区|县))")
"""南山区 in 深圳市南山区深南大道 9 号; not the 小区 or 园区 behind it."""
_NO_DISTRICT = ("小区", "园区", "社区", "校区", "厂区", "院区", "片区", "城区", "街区", "营区")


def district_of(policy: Policy, address: str) -> str:
    """The district that stands in the address, else the zone that its words mean; empty for neither."""
    found = _DISTRICT.search(address)
    if found and not found[1].endswith(_NO_DISTRICT):
        return found[1]
    zone = policy.zone_of(address)
    return zone.zh if zone.code != policy.organisation.default_zone else ""
