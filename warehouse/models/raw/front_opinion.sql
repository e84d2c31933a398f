-- One row per opinion of the Fatherland Front or an organisation, as received; is_withdrawn takes an earlier row with the same key back.
-- Amounts and counts are canonical numbers. Source: progress files.
create table raw.front_opinion (
    file_seq bigint,
    sheet string,
    row_number bigint,
    is_withdrawn boolean,
    given_on date,
    giver string,
    document_number string,
    content string,
    response string
);
