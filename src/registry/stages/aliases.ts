import { InputError } from '../../errors/index.ts';
import { checkAlias } from '../names.ts';
import { findVersion, refuseUnless, selectableOf } from '../read-versions.ts';
import { type Doing, type RegistryContext, write } from '../registry-context.ts';

/** Gives an alias to a version; another version loses it. @throws InputError `bad-alias`, and what `get` throws */
export async function setAlias(
  context: RegistryContext,
  { reference, alias, actor, reason, effect }: Doing & { reference: string; alias: string },
): Promise<{ model: string; version: string; from: string | null }> {
  checkAlias(alias);
  return write(context, effect, async (transaction) => {
    const { model, version } = await findVersion(transaction, reference);
    const { aliases } = await selectableOf(transaction, model);
    const from = aliases.find((each) => each.alias === alias)?.version ?? null;
    if (from === version) return { model, version, from };
    await transaction
      .insertInto('model_aliases')
      .values({ model, alias, version })
      .onConflict((conflict) => conflict.columns(['model', 'alias']).doUpdateSet({ version }))
      .execute();
    const body = { alias, from, ...(reason && { reason }) };
    await context.audit.append(transaction, { actor, kind: 'alias-set', model, version, body });
    return { model, version, from };
  });
}

/** Takes an alias away. @throws InputError `unknown-alias`, `unknown-model` */
export async function removeAlias(
  context: RegistryContext,
  { name, alias, actor, reason, effect }: Doing & { name: string; alias: string },
): Promise<{ model: string; version: string }> {
  return write(context, effect, async (transaction) => {
    await refuseUnless(transaction, name);
    const { aliases } = await selectableOf(transaction, name);
    const version = aliases.find((each) => each.alias === alias)?.version;
    if (version === undefined)
      throw new InputError(
        'unknown-alias',
        `${name} has no alias "${alias}". ${aliases.length === 0 ? 'It has none' : `There are: ${aliases.map((each) => each.alias).join(', ')}`}.`,
        { details: { model: name, alias } },
      );
    await transaction
      .deleteFrom('model_aliases')
      .where('model', '=', name)
      .where('alias', '=', alias)
      .execute();
    const body = { alias, ...(reason && { reason }) };
    await context.audit.append(transaction, { actor, kind: 'alias-removed', model: name, version, body });
    return { model: name, version };
  });
}
