"""The interview: a pure engine, the loop that saves what it says, and the protocol by which it talks."""
