-- One row per finding of a file in force. Source: raw.finding.
create table mart.finding as
select file_seq, finding_number, severity, code, sheet, cell, found, expected, message from raw.finding;
