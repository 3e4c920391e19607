-- Who opened the record of a person whom the user may name: the name of the colleague, and when. Lists that
-- merely showed the name among others are in the trail and not here.
create index if not exists audit_person_read on access_auditline using gin (subject_ids)
    where action = 'person.read';

create or replace function posyandu_readers(who uuid, latest integer)
returns table (read_at timestamptz, reader text, reader_role text)
language sql stable security definer set search_path = public
as $$
    select a.at, coalesce(nullif(u.full_name, ''), u.username), u.role
    from access_auditline a
    join access_user u on u.id = a.actor_id
    where a.action = 'person.read' and a.subject_ids @> array[who]
        and exists (
            select from puskesmas_person p
            where p.id = who and p.desa_id = any ((select ilp_named_desa())::integer[])
                and ((select ilp_my_posyandu()) is null
                     or p.posyandu_id = any ((select ilp_my_posyandu())::integer[])))
    order by a.at desc
    limit latest
$$;
