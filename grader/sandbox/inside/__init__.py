"""All of ours that a child may see: servers, the child, what holds it."""
