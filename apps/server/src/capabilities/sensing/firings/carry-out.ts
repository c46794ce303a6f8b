import type { Principal } from '../../../kernel/access.ts'
import { type CommandParts, sendCommands } from '../commands/send-commands.ts'
import { type CarryOut, postWebhook } from './reactions.ts'

/** Who rules act as: every device, control only. A person has agreed where the rule asks for one. */
const ruleEngine: Principal = {
  userId: '00000000-0000-7000-8000-00000000f1e5',
  account: 'rule-engine',
  name: '联动规则',
  ...{ organisationId: null, organisationName: null, sessionId: '' },
  permissions: new Set(['sensing.control', 'sensing.admit']),
  scope: { divisions: [], everything: true },
}

/** Sends the command of a reaction to its device, or posts the firing to another system. */
export function makeCarryOut(parts: CommandParts): CarryOut {
  return async (reaction, context) => {
    if (reaction.kind === 'webhook') return postWebhook(reaction.url, context)
    const batch = await sendCommands(
      parts,
      {
        thingIds: [reaction.targetThingId ?? context.thingId],
        command: reaction.command,
        input: reaction.input ?? {},
        reason: `联动规则 ${context.ruleId} 触发`,
      },
      ruleEngine,
    )
    return `已下达命令批次 ${batch.id}`
  }
}
