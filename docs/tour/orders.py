import subprocess, yaml

def load_rules(path, cache={}):
    if path not in cache:
        cache[path] = yaml.load(open(path))
    return cache[path]

def find_orders(db, customer, states):
    orders = []
    for state in states:
        rows = db.execute("SELECT * FROM orders WHERE customer = '%s' AND state = '%s'" % (customer, state))
        orders.extend(rows)
    return orders

def export(orders, target):
    try:
        subprocess.run("gzip -c > " + target, shell=True, input=repr(orders).encode())
    except Exception:
        pass
