import type { EdgeModule, TerminalFacts, TerminalPolicy } from '@civitas/contract'
import { hashSecret, newSecret } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { assignModule, insertNode } from './edge-store.ts'
import { newCode, toLevel } from './rules.ts'
import * as store from './store.ts'

interface ImportedTerminal {
  reference: string
  title: string
  organisationId: string
  userId: string
  userName: string
  purpose: string
  divisionCode: string
  testRing?: boolean
  /** What it told when it was enrolled. */
  facts: TerminalFacts
  versions: Readonly<Record<string, string>>
}

interface ImportedNode {
  reference: string
  title: string
  divisionCode: string
  modules: readonly EdgeModule[]
}

/** A policy group with its enrolled terminals, and edge nodes a city brings along. */
export interface TerminalPlan {
  policy: Pick<TerminalPolicy, 'title' | 'rules'>
  terminals: readonly ImportedTerminal[]
  nodes: readonly ImportedNode[]
}

/**
 * Enters terminals and edge nodes of an imported city (PLT-009). Nobody holds their secrets: to speak as one of them, a new
 * code is issued first.
 */
export async function importTerminals(kernel: Kernel, tx: Transaction, plan: TerminalPlan): Promise<void> {
  const now = kernel.clock.now()
  const { title, rules } = plan.policy
  const level = rules.minimumOsLevel === null ? null : toLevel(rules.minimumOsLevel)
  const policy = await store.savePolicy(tx, { id: newId(), title, rules }, level)
  for (const { facts, versions, ...terminal } of plan.terminals) {
    const [id, codeHash] = [newId(), hashSecret(newCode())]
    const expires = new Date(now.getTime() + 60_000)
    const row = { ...terminal, id, policyId: policy.id, testRing: terminal.testRing ?? false }
    await store.insertTerminal(tx, { ...row, codeHash, expires, now })
    await store.redeemCode(tx, codeHash, hashSecret(newSecret()), now)
    await store.noteCheckIn(tx, id, { facts, level: toLevel(facts.osLevel), versions, now })
  }
  for (const { modules, ...node } of plan.nodes) {
    const id = newId()
    await insertNode(tx, { ...node, id, heartbeatSeconds: 60, keyHash: hashSecret(newSecret()), now })
    for (const module of modules) await assignModule(tx, id, module)
  }
}
