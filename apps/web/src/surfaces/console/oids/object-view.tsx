import { listOidArcs, listOidObjects, moveOid, type OidObject, resolveOid, revokeOid } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, QRCode } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Facts, Raw } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { oidsTexts } from './oids.texts.ts'
import { useArcOptions } from './use-arc-options.ts'

interface ObjectViewProps {
  object: OidObject
  /** Shows another object, or this one as it has become. */
  onShow: (object: OidObject) => void
}

/** What an identifier stands for, its code to print, and its end or move. */
export function ObjectView({ object, onShow }: ObjectViewProps) {
  const texts = useTexts(oidsTexts)
  const may = useMay()
  const [act, setAct] = useState<'revoke' | 'move' | null>(null)
  const follow = useMutation({
    mutationFn: (name: string) => client.call(resolveOid, { query: { name } }),
    onSuccess: onShow,
  })
  const { columns } = texts
  const code = (text: string) => <span className="code">{text}</span>
  const { successor, detailUrl } = object
  return (
    <div className={styles.stack}>
      <ProblemNote error={follow.error} />
      <Facts
        facts={[
          { label: columns.oid, value: code(object.oid), whole: true },
          { label: texts.kind, value: texts.kinds[object.kind] },
          { label: texts.state, value: texts.states[object.state] },
          { label: columns.owner, value: object.ownerName ?? '—' },
          {
            label: texts.successor,
            value: successor ? (
              <button type="button" className={styles.pick} onClick={() => follow.mutate(successor)}>
                {code(successor)}
              </button>
            ) : (
              '—'
            ),
          },
          ...(object.reason ? [{ label: texts.reason, value: object.reason, whole: true }] : []),
          {
            label: columns.aliases,
            value: code(object.aliases.map((each) => each.alias).join(' · ') || '—'),
            whole: true,
          },
          { label: columns.payload, value: code(object.payload), whole: true },
        ]}
      />
      <QRCode value={object.payload} type="svg" bordered={false} size={140} aria-label={columns.payload} />
      {detailUrl?.startsWith('/') ? <Link to={detailUrl}>{detailUrl}</Link> : null}
      <h3>{texts.attributes}</h3>
      <Raw>{JSON.stringify(object.attributes, null, 2)}</Raw>
      {object.state === 'active' && may('sensing.oids') ? (
        <div className={styles.row}>
          <Button onClick={() => setAct('move')}>{texts.move}</Button>
          <Button danger onClick={() => setAct('revoke')}>
            {texts.revoke}
          </Button>
        </div>
      ) : null}
      {act === 'revoke' ? (
        <RevokeDialog object={object} onShow={onShow} onClose={() => setAct(null)} />
      ) : null}
      {act === 'move' ? <MoveDialog object={object} onShow={onShow} onClose={() => setAct(null)} /> : null}
    </div>
  )
}

type DialogProps = ObjectViewProps & { onClose: () => void }

function RevokeDialog({ object, onShow, onClose }: DialogProps) {
  const texts = useTexts(oidsTexts)
  return (
    <FormDialog<{ successor?: string; reason: string }>
      title={texts.revoke}
      why={texts.revokeWhy}
      danger
      fields={[
        { name: 'successor', label: texts.successorHint, kind: 'code' },
        { name: 'reason', label: texts.reason, kind: 'area', required: true },
      ]}
      act={async ({ successor, reason }) => {
        const next = successor?.trim()
        const body = { reason, ...(next ? { successor: next } : {}) }
        onShow(await client.call(revokeOid, { params: { oid: object.oid }, body }))
        refresh(listOidObjects, listOidArcs)
      }}
      onClose={onClose}
    />
  )
}

function MoveDialog({ object, onShow, onClose }: DialogProps) {
  const texts = useTexts(oidsTexts)
  return (
    <FormDialog<{ arc: string; reason: string }>
      title={texts.move}
      why={texts.moveWhy}
      fields={[
        {
          name: 'arc',
          label: texts.arc,
          kind: 'choice',
          required: true,
          options: useArcOptions().filter((each) => each.value !== object.arc),
        },
        { name: 'reason', label: texts.reason, kind: 'area', required: true },
      ]}
      act={async (body) => {
        onShow(await client.call(moveOid, { params: { oid: object.oid }, body }))
        refresh(listOidObjects, listOidArcs)
      }}
      onClose={onClose}
    />
  )
}
