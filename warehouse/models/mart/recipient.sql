-- One row per kind of document and recipient (Nơi nhận). Source: reference.recipients.
create table mart.recipient as
select document, recipient, sort_order from reference.recipients;
