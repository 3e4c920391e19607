-- Indexes that only the roll-up asks for; those of the tables themselves are declared with the models.

-- Where a person lived on a day. The constraint on the same columns is slow to search.
create index if not exists residence_of_person on puskesmas_residence (person_id, valid_from)
    include (valid_to, desa_id, posyandu_id, sex, born_on);

-- Who left a desa, and who came to it later than by birth: few of those who live there.
create index if not exists residence_left on puskesmas_residence (desa_id, valid_to)
    include (person_id, valid_from, born_on, sex, posyandu_id) where valid_to is not null;
create index if not exists residence_came on puskesmas_residence (desa_id, valid_from) where valid_from > born_on;

-- Who is not counted: nearly nobody, and asked of everybody.
create index if not exists person_void on puskesmas_person (id) where voided_at is not null;

-- Findings that make a pregnancy one at risk.
create index if not exists finding_of_risk on posyandu_finding (visit_id)
    where voided_at is null and state <> 'DIKESAMPINGKAN'
        and (code in ('BUMIL_4T', 'BUMIL_PENDEK') or refer_to <> '' and code like 'BUMIL\_%');

-- Cards that found somebody dependent (AKS), and cards that say something of contraception.
create index if not exists visit_dependent on posyandu_visit (desa_id, period)
    where voided_at is null and age_months >= 60 and form in ('dewasa', 'lansia', 'nifas')
        and classes->>'aks' in ('BERAT', 'TOTAL');
create index if not exists visit_contraception on posyandu_visit (desa_id, period)
    where voided_at is null and age_months >= 60 and form in ('dewasa', 'lansia', 'nifas')
        and (classes ? 'contraception' or details ?| array['uses_contraception', 'contraception_method']);

-- Few among all births and findings: who did not live; danger signs, and symptoms of TBC (`temuan` looks for them too).
create index if not exists newborn_without_life on posyandu_newborn (child_id) where is_live is false;
drop index if exists finding_of_newborn;
create index if not exists finding_of_alarm on posyandu_finding (person_id, visit_id)
    where code in ('BUMIL_JANIN', 'BUMIL_BAHAYA_SEGERA', 'BUMIL_BAHAYA', 'NIFAS_BAHAYA_RS', 'NIFAS_BAHAYA',
                   'BAYI_BAHAYA_RS', 'BAYI_BAHAYA', 'TBC_GEJALA') and voided_at is null;

-- What a rebuild looks for among all visits and findings, and a refresh in a year of a child.
create index if not exists visit_of_sdidtk on posyandu_visit (person_id, measured_on)
    where details ?| array['kpsp_yes', 'development_checklist'] and voided_at is null and age_months < 60;
create index if not exists visit_of_tablets on posyandu_visit (person_id, measured_on)
    where form = 'sekolah' and tablets_given > 0 and voided_at is null;
create index if not exists finding_of_no_gain on posyandu_finding (visit_id)
    where code in ('TIDAK_NAIK', 'TIDAK_NAIK_2X') and voided_at is null;

-- What the situation of a desa counts: its families, and of each visit who was referred.
create index if not exists person_family_of_desa on puskesmas_person (desa_id, family_id) include (posyandu_id)
    where voided_at is null and died_on is null;
create index if not exists finding_refers on posyandu_finding (visit_id) include (state)
    where voided_at is null and refer_to <> '';
