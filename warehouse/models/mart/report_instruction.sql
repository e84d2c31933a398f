-- One row per report and last year of its period: the document that asks for it. Source: reference.report_instructions.
select document, year, number, issued_on, issuer, title from reference.report_instructions;
