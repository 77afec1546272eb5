choice-done = Done
