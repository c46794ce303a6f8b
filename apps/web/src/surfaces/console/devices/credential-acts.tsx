import { type Credential, listCredentials, revokeCredential, rotateCredential } from '@civitas/sdk'
import { formatNumber, formatTime, RelativeTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'
import { KeyDialog } from './key-dialog.tsx'

interface Act {
  kind: 'revoke' | 'rotate'
  name: string
}

/** Which credential is about to be rotated or revoked. */
export function useCredentialActs() {
  return useState<Act | null>(null)
}

/** Rotates or revokes a credential; a new key is shown once. */
export function CredentialActs({ act, onClose }: { act: Act | null; onClose: () => void }) {
  const texts = useTexts(devicesTexts)
  const [issued, setIssued] = useState<{ name: string; key: string } | null>(null)
  if (issued) return <KeyDialog issued={issued} onClose={() => setIssued(null)} />
  if (!act) return null
  const params = { name: act.name }
  return (
    <ActDialog
      title={texts[act.kind]}
      why={act.kind === 'revoke' ? texts.revokeWhy(act.name) : texts.rotateWhy(act.name)}
      danger={act.kind === 'revoke'}
      comment="none"
      act={async () => {
        if (act.kind === 'revoke') await client.call(revokeCredential, { params })
        else setIssued(await client.call(rotateCredential, { params, body: {} }))
        refresh(listCredentials)
      }}
      onClose={onClose}
    />
  )
}

/** The columns of a list of credentials with what may be done to each. */
export function useCredentialColumns(onAct: (act: Act) => void): TableColumnsType<Credential> {
  const texts = useTexts(devicesTexts)
  const shell = useTexts(consoleTexts)
  const { credentialColumns: columns } = texts
  return [
    { title: columns.name, key: 'name', render: (_, each) => <span className="code">{each.name}</span> },
    { title: columns.kind, key: 'kind', render: (_, each) => texts.kinds[each.kind] },
    { title: columns.method, key: 'method', render: (_, each) => texts.methods[each.method] },
    { title: columns.things, key: 'things', align: 'right', render: (_, each) => formatNumber(each.things) },
    { title: columns.created, key: 'created', render: (_, each) => formatTime(each.createdTime) },
    { title: columns.expires, key: 'expires', render: (_, each) => formatTime(each.expiresTime) },
    { title: columns.used, key: 'used', render: (_, each) => <RelativeTime time={each.lastUsedTime} /> },
    {
      title: columns.state,
      key: 'state',
      render: (_, each) => (
        <span className={styles.row}>
          <StateTag tone={each.state === 'active' ? undefined : 'over'}>
            {texts.credentialStates[each.state]}
          </StateTag>
          {each.flaggedTime ? <StateTag tone="bad">{each.flaggedReason ?? texts.flagged}</StateTag> : null}
        </span>
      ),
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      align: 'right',
      render: (_, { name, revokedTime, method }) =>
        revokedTime ? null : (
          <span className={styles.row}>
            {method === 'key' ? (
              <Button size="small" onClick={() => onAct({ kind: 'rotate', name })}>
                {texts.rotate}
              </Button>
            ) : null}
            <Button size="small" danger onClick={() => onAct({ kind: 'revoke', name })}>
              {texts.revoke}
            </Button>
          </span>
        ),
    },
  ]
}
