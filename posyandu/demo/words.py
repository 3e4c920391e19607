"""Common Indonesian words for invented names. Ordinary words of everyday use; combined at random."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BOYS = _words(
    "Abdul Adi Aditya Agung Agus Ahmad Ali Alif Amir Andi Anton Ardi Arif Asep Awal Azka Bagas Bagus "
    "Bambang Bayu Budi Cahyo Candra Dani Darma Daud Deni Didik Dika Dimas Dwi Edi Eko Fadil Fahri Faisal "
    "Fajar Farhan Fauzan Ferdi Galih Ganda Gilang Guntur Habib Hadi Hafiz Hamzah Hari Hasan Hendra Heru "
    "Ibrahim Ikhsan Ilham Imam Indra Irfan Iwan Jaka Jamal Joko Kurnia Lukman Mahmud Mansur Maulana "
    "Muhammad Mulya Mustafa Nanda Nasir Nur Oki Putra Raka Rahmat Ramli Rangga Reza Rian Ridwan Rizal "
    "Rizki Rudi Rusli Saiful Samsul Satria Sigit Slamet Sugeng Surya Syarif Taufik Tegar Teguh Tono Umar "
    "Usman Wahyu Wawan Wibowo Yanto Yoga Yudi Yusuf Zaki Zulkifli"
)
GIRLS = _words(
    "Aisyah Amelia Ana Anggun Ani Anisa Arum Asih Asri Aulia Ayu Bunga Cahya Cinta Citra Darmi Desi Dewi "
    "Dian Dina Dwi Eka Endang Erna Fatimah Fitri Gita Hana Hasna Hayati Ida Ika Indah Intan Ira Jamilah "
    "Juwita Kartika Khadijah Lala Lastri Laila Lestari Lia Lilis Lina Lusi Maya Mega Melati Mira Mutiara "
    "Nabila Nadia Nining Nisa Novi Nur Nurhayati Nurul Permata Puji Puspa Putri Rahma Ramlah Rara Ratih "
    "Ratna Reni Retno Rina Rini Riska Rohani Rosida Salma Salsabila Sari Sekar Septi Shinta Siti Sri "
    "Sulastri Suryani Susi Syifa Tari Tika Titik Tri Tuti Umi Utami Wahyuni Wati Widya Winda Yani Yati "
    "Yuni Yulia Zahra Zaskia"
)
SECOND = _words(
    "Abadi Akbar Amalia Aminah Ananda Anggraini Anugrah Arifin Astuti Azhar Azizah Bahri Basri Budiman "
    "Dahlan Damayanti Effendi Fadilah Fauziah Firdaus Firmansyah Gunawan Hakim Halim Hamid Handayani "
    "Hanafi Harahap Hartono Haryanto Hasanah Hidayah Hidayat Husna Ibrahim Ismail Iskandar Jaya Kadir "
    "Karim Khairunnisa Kurniawan Kusuma Latif Maharani Malik Mardiana Maryam Mulyadi Mulyani Mustika "
    "Nasution Ningsih Nugraha Nugroho Nuraini Pangestu Perdana Pertiwi Prasetyo Pratama Pratiwi Purnama "
    "Purnomo Rahayu Rahim Rahman Rahmawati Ramadhan Ramadhani Rasyid Rosmini Saleh Salim Santoso Saputra "
    "Saputri Sari Setiawan Setiawati Siregar Subagyo Suharto Sulaiman Supriyadi Suryadi Susanto Susilo "
    "Sutrisno Syahputra Syahrir Syam Tahir Tambunan Usman Utama Wahid Wibowo Wicaksono Widodo Wijaya "
    "Wulandari Yahya Yulianti Zainal Zulaikha"
)
POSYANDU = (
    "Mawar", "Melati", "Anggrek", "Kenanga", "Dahlia", "Flamboyan", "Cempaka", "Teratai", "Bougenville",
    "Sakura", "Kamboja", "Nusa Indah", "Mekar", "Harapan", "Kasih Ibu", "Sehat", "Sejahtera",
)  # fmt: skip
CANCELLED = (
    "Hujan lebat dan banjir",
    "Ada hajatan di balai desa",
    "Jembatan putus",
    "Kader mengikuti pelatihan",
)
