import { InputError } from '../errors/index.ts';
import { findVersion, readVersions } from './read-versions.ts';
import { type Doing, type RegistryContext, write } from './registry-context.ts';

/**
 * Deletes a version; its number is never given again, and its files go with the next `prune`.
 *
 * @throws InputError `version-in-use` where it is in production or staging, or has an alias; what `get` throws
 */
export async function deleteVersion(
  context: RegistryContext,
  { reference, actor, reason, effect }: Doing & { reference: string },
): Promise<{ model: string; version: string }> {
  return write(context, effect, async (transaction) => {
    const { model, version } = await findVersion(transaction, reference);
    const [found] = await readVersions(transaction, { model, version });
    const { stage, aliases } = found!;
    if (stage === 'production' || stage === 'staging')
      throw new InputError(
        'version-in-use',
        `${model}@${version} is in ${stage} and is not deleted. Promote another version first, or \`opsmith models promote ${model}@${version} --to archived\`.`,
        { details: { model, version, stage } },
      );
    if (aliases.length > 0)
      throw new InputError(
        'version-in-use',
        `${model}@${version} is called @${aliases[0]} and is not deleted. \`opsmith models alias ${model} ${aliases[0]} --remove\` takes the name away.`,
        { details: { model, version, alias: aliases[0]! } },
      );
    await transaction
      .updateTable('model_versions')
      .set({ deleted_at: context.clock().toISOString(), stage: null })
      .where('model', '=', model)
      .where('version', '=', version)
      .execute();
    await context.audit.append(transaction, {
      actor,
      kind: 'version-deleted',
      model,
      version,
      body: { artifact: found!.artifact.sha256, stage, ...(reason && { reason }) },
    });
    return { model, version };
  });
}
