"""Where a visitor wants things sent: asked once, remembered."""
