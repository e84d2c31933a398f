-- The document that asks for a report of a period that ends with a year: no row or one.
select * from mart.report_instruction where document = $document and year = $last
