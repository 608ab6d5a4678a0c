-- Photos that were sent over the API, for an object or for a booking (a handover, evidence for a deposit), each under the id of its request: what is sent
-- again is there once. What is taken off an object is deleted, since nobody else has it.
create table photo_upload (
    id uuid primary key,
    request_hash bytea not null,
    object_id uuid constraint photo_upload_for_object references object (id) on delete cascade,
    booking_id uuid constraint photo_upload_for_booking references booking (id),
    file text not null,
    at timestamptz not null,
    constraint photo_upload_is_for_one check ((object_id is null) <> (booking_id is null))
);
-- When photos of an object go, and those of a booking are counted.
create index photo_upload_of_object on photo_upload (object_id) where object_id is not null;
create index photo_upload_of_booking on photo_upload (booking_id) where booking_id is not null;
