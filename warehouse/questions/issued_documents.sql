-- Documents issued in these calendar years, oldest first.
select * from mart.issued_document
where year between $first and $last
order by issued_on, document_number
