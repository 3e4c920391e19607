-- Counts about records belong to places; a pair of records names people, so it shows where both may be named.
call ilp_protect('pws_qualitymonth', 'desa_id', 'posyandu_id', false);
call ilp_protect('pws_qualitydigit', 'desa_id', 'posyandu_id', false);
call ilp_protect('pws_qualityplace', 'desa_id', 'posyandu_id', false);
alter table pws_likelyduplicate enable row level security;
drop policy if exists within_scope on pws_likelyduplicate;
create policy within_scope on pws_likelyduplicate to ilp_app using (
    desa_id = any ((select ilp_named_desa())::integer[])
    and other_desa_id = any ((select ilp_named_desa())::integer[])
    and (select ilp_my_posyandu()) is null);
revoke insert, update, delete on pws_qualitymonth, pws_qualitydigit, pws_qualityplace, pws_likelyduplicate
    from ilp_app;
revoke execute on function pws_refresh_quality(integer, integer), pws_rebuild_quality(),
    pws_half_quality(integer) from public;

-- A district that was loaded before these counts were kept gets them once, here.
do $$
begin
    if not exists (select from pws_qualitymonth) then
        perform pws_rebuild_quality();
    end if;
end
$$;
