-- What the row policies ask. Each is evaluated once per query when it is called as `(select f())`.
-- They read the stored scope as its owner, so a user cannot widen it by what it sends.

create or replace function ilp_user_id() returns integer
language sql stable parallel safe
as $$ select nullif(current_setting('ilp.user_id', true), '')::integer $$;

-- A declared system job (ilp.access.scope.system): the roll-up, the nightly verifier, a seed.
create or replace function ilp_is_system() returns boolean
language sql stable parallel safe
as $$ select coalesce(current_setting('ilp.system', true), '') <> '' $$;

-- Desa whose numbers may be read. No scope: null, and `= any(null)` admits nothing.
create or replace function ilp_my_desa() returns integer[]
language sql stable security definer parallel safe set search_path = public
as $$
    select case
        when ilp_is_system() then (select array_agg(id) from puskesmas_area where level = 'desa')
        else (select desa_ids from access_scope where user_id = ilp_user_id())
    end
$$;

-- Desa whose people may be read by name.
create or replace function ilp_named_desa() returns integer[]
language sql stable security definer parallel safe set search_path = public
as $$
    select case
        when ilp_is_system() then (select array_agg(id) from puskesmas_area where level = 'desa')
        else (select desa_ids from access_scope where user_id = ilp_user_id() and sees_names)
    end
$$;

-- Desa whose trail may be read: the trail names people, so a right to numbers is not enough.
create or replace function ilp_audited_desa() returns integer[]
language sql stable security definer parallel safe set search_path = public
as $$
    select case
        when ilp_is_system() then (select array_agg(id) from puskesmas_area where level = 'desa')
        else (select desa_ids from access_scope where user_id = ilp_user_id() and sees_audit)
    end
$$;

-- Posyandu a role is held to; null where the whole desa is visible.
create or replace function ilp_my_posyandu() returns integer[]
language sql stable security definer parallel safe set search_path = public
as $$
    select case
        when ilp_is_system() then null
        else (select posyandu_ids from access_scope where user_id = ilp_user_id())
    end
$$;

-- One policy for one table: `place` and `post` are its columns for desa and posyandu (null: has none).
create or replace procedure ilp_protect(target regclass, place text, post text, named boolean)
language plpgsql
as $$
declare
    rule text := format('%I = any ((select %s())::integer[])', place,
                        case when named then 'ilp_named_desa' else 'ilp_my_desa' end);
begin
    if post is not null then
        rule := rule || format(
            ' and ((select ilp_my_posyandu()) is null or %I = any ((select ilp_my_posyandu())::integer[]))', post);
    end if;
    execute format('alter table %s enable row level security', target);
    execute format('drop policy if exists within_scope on %s', target);
    execute format('create policy within_scope on %s to ilp_app using (%s) with check (%s)', target, rule, rule);
end
$$;
