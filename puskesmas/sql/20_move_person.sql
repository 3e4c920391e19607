-- A move may end outside the area of the one who records it; row policies would then refuse the new row.
-- So the move is one function with the owner's rights, open only to who may name the person today.
-- A move on the first day of the present residence replaces it; a later one closes it the day before.
create or replace function puskesmas_move_person(
    who uuid, to_desa integer, to_posyandu integer, moved date, to_rt text
) returns void
language plpgsql security definer set search_path = public
as $$
declare
    home puskesmas_residence;
begin
    perform from puskesmas_person p
    where p.id = who
      and p.desa_id = any (ilp_named_desa())
      and (ilp_my_posyandu() is null or p.posyandu_id = any (ilp_my_posyandu()))
    for update;
    if not found then
        raise insufficient_privilege using message = 'The person is not in the area of this user.';
    end if;
    select * into home from puskesmas_residence r where r.person_id = who and r.valid_to is null;
    if home.id is null or moved < home.valid_from then
        raise check_violation using message = 'The move has no residence that it could end.';
    end if;
    if moved = home.valid_from then
        update puskesmas_residence set desa_id = to_desa, posyandu_id = to_posyandu where id = home.id;
    else
        update puskesmas_residence set valid_to = moved - 1, end_reason = 'PINDAH' where id = home.id;
        insert into puskesmas_residence (person_id, born_on, sex, desa_id, posyandu_id, valid_from, end_reason)
        values (who, home.born_on, home.sex, to_desa, to_posyandu, moved, '');
    end if;
    update puskesmas_person set desa_id = to_desa, posyandu_id = to_posyandu, rt = to_rt where id = who;
end
$$;
