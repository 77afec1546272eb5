//! Where a rule, a pattern or an item of advice comes from. Titles and
//! publishers, which people read, are in `sources.ftl` under the code.

use crate::facts::named;

named! {
    /// A published text that a rule rests on.
    Source {
        /// The article this product grew from: "What Causes Heel Pain After Running and How Can I Treat It?"
        Article = "article",
        /// NHS, Heel pain.
        NhsHeelPain = "nhs_heel_pain",
        /// NHS, Plantar fasciitis.
        NhsPlantarFasciitis = "nhs_plantar_fasciitis",
        /// NHS, Septic arthritis.
        NhsSepticArthritis = "nhs_septic_arthritis",
        /// NHS, DVT (deep vein thrombosis).
        NhsDvt = "nhs_dvt",
        /// NHS England, urgent and emergency musculoskeletal conditions.
        NhsEnglandUrgentMsk = "nhs_england_urgent_msk",
        /// NHS Greater Glasgow and Clyde, plantar heel pain and Sever's.
        NhsGgcHeel = "nhs_ggc_heel",
        /// nidirect, Heel pain.
        NidirectHeelPain = "nidirect_heel_pain",
        /// MSD Manual, Broken heel.
        MsdBrokenHeel = "msd_broken_heel",
        /// Mayo Clinic, Heel pain.
        MayoHeelPain = "mayo_heel_pain",
        /// American Family Physician, Heel Pain: Diagnosis and Management, 2018.
        AafpHeelPain2018 = "aafp_heel_pain_2018",
        /// Diabetes UK, Serious foot problems.
        DiabetesUkFeet = "diabetes_uk_feet",
        /// NICE NG19, Diabetic foot problems.
        NiceNg19 = "nice_ng19",
        /// NICE NG65, Spondyloarthritis.
        NiceNg65 = "nice_ng65",
        /// Livewell Southwest NHS podiatry.
        LivewellPodiatry = "livewell_podiatry",
        /// MHRA, fluoroquinolone antibiotics.
        MhraFluoroquinolones = "mhra_fluoroquinolones",
        /// NHS cautions and label of ibuprofen.
        NhsIbuprofen = "nhs_ibuprofen",
        /// MPFT NHS, Safe use of cold.
        MpftCold = "mpft_cold",
        /// DiGiovanni and others, J Bone Joint Surg 2003 and 2006.
        DiGiovanni = "digiovanni_2003",
        /// Rathleff and others, 2015.
        Rathleff2015 = "rathleff_2015",
        /// Riel and others, FIX-Heel, Br J Sports Med 2023.
        FixHeel2023 = "fix_heel_2023",
        /// Whittaker and others, Br J Sports Med 2018.
        Whittaker2018 = "whittaker_2018",
        /// Buist and others, Am J Sports Med 2008.
        Buist2008 = "buist_2008",
        /// Frandsen and others, Br J Sports Med 2025.
        Frandsen2025 = "frandsen_2025",
        /// Silbernagel and others, 2007, made for the Achilles tendon.
        Silbernagel2007 = "silbernagel_2007",
        /// The product's own caution where an answer is missing or nobody should wait for a rule.
        Caution = "caution",
    }
}

impl Source {
    /// Where it can be read, where we know an address that holds.
    pub const fn url(self) -> Option<&'static str> {
        Some(match self {
            Self::NhsHeelPain => "https://www.nhs.uk/symptoms/foot-pain/heel-pain/",
            Self::NhsPlantarFasciitis => "https://www.nhs.uk/conditions/plantar-fasciitis/",
            Self::NhsSepticArthritis => "https://www.nhs.uk/conditions/septic-arthritis/",
            Self::NidirectHeelPain => "https://www.nidirect.gov.uk/conditions/heel-pain",
            Self::MsdBrokenHeel => {
                "https://www.msdmanuals.com/home/quick-facts-injuries-and-poisoning/fractures/broken-heel"
            }
            Self::AafpHeelPain2018 => "https://www.aafp.org/afp/2018/0115/p86.html",
            Self::DiabetesUkFeet => {
                "https://www.diabetes.org.uk/guide-to-diabetes/complications/feet/serious-foot-problem"
            }
            Self::NiceNg19 => "https://www.nice.org.uk/guidance/ng19",
            Self::NiceNg65 => "https://www.nice.org.uk/guidance/ng65",
            _ => return None,
        })
    }
}
