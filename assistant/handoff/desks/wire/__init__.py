"""What desks that speak HTTP share: signatures, the door for their events, calls that go out."""
