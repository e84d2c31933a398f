"""Documents from the warehouse: what they say (one module per document) and `docx`, the form they take. No Streamlit."""
