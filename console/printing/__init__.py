"""Forms on paper: what stands on each, and the typesetter that lays them out (FRM-02, FRM-03)."""
