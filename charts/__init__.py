"""Charts without a user interface: `theme` (colours, fonts, number formats), `templates` (Vega-Lite specifications),
`render` (PNG and SVG). Pages show them, documents print them."""
