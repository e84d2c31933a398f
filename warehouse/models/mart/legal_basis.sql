-- One row per document of the legal basis. Source: reference.legal_basis.
select legal_code, title, number, issued_on, issuer, sort_order, note, review_part from reference.legal_basis;
