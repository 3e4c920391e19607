-- The rebuild computes people in two halves. Without these statistics the planner takes a half for one row in two
-- hundred, and looks up one by one what it should read once.
create statistics if not exists pws_half_of_visits on (uuid_hash(person_id) & 1) from posyandu_visit;
create statistics if not exists pws_half_of_findings on (uuid_hash(person_id) & 1) from posyandu_finding;
create statistics if not exists pws_half_of_doses on (uuid_hash(person_id) & 1) from posyandu_given;
create statistics if not exists pws_half_of_pregnancies on (uuid_hash(person_id) & 1) from posyandu_pregnancy;
create statistics if not exists pws_half_of_homes on (uuid_hash(person_id) & 1) from puskesmas_residence;
create statistics if not exists pws_half_of_people on (uuid_hash(id) & 1) from puskesmas_person;
