"""Pictures of the main screens, with the invented people of the demo: `make screens`."""
