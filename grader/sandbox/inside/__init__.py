"""All of ours that a child may see: the server, the child, what holds it."""
