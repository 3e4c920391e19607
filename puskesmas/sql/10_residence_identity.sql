-- Birth date and sex on a residence are the person's: the sasaran of a desa is then found in one index.
-- Correcting the person corrects its residences.
do $$
begin
    if not exists (select from pg_constraint where conname = 'person_identity') then
        alter table puskesmas_person add constraint person_identity unique (id, born_on, sex);
    end if;
    if not exists (select from pg_constraint where conname = 'residence_has_the_persons_identity') then
        alter table puskesmas_residence add constraint residence_has_the_persons_identity
            foreign key (person_id, born_on, sex) references puskesmas_person (id, born_on, sex)
            on update cascade;
    end if;
end
$$;
