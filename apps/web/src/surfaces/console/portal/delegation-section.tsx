import {
  createDelegation,
  type Delegation,
  listColleagues,
  listDelegations,
  type PermissionName,
  permissions,
  revokeDelegation,
} from '@civitas/sdk'
import { formatTime, useLocale, useTexts } from '@civitas/ui'
import { Button, DatePicker, Form, Input, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useContext, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Line, Lines, Quiet, Section } from '../parts/page.tsx'
import { MeContext } from '../parts/permissions.tsx'
import { portalTexts } from './portal.texts.ts'

/** 委托代办: who stands in for me, for whom I do, and a new one. */
export function DelegationSection() {
  const texts = useTexts(portalTexts)
  const me = useContext(MeContext)
  const read = useRead(listDelegations, {})
  const [open, setOpen] = useState(false)
  const [ending, setEnding] = useState<Delegation | null>(null)
  const items = read.data?.items ?? []
  const canGive = me?.post.kind !== 'delegation'
  return (
    <Section
      title={texts.delegations}
      extra={
        canGive ? (
          <Button size="small" onClick={() => setOpen(true)}>
            {texts.delegate}
          </Button>
        ) : null
      }
    >
      {read.data && items.length === 0 ? <Quiet>{texts.noDelegations}</Quiet> : null}
      <Lines>
        {items.map((one) => (
          <Line
            key={one.id}
            title={texts.by(one.fromName, one.toName)}
            note={
              <>
                {texts.states[one.state]} · {formatTime(one.startTime)} – {formatTime(one.endTime)}{' '}
                {one.fromUserId === me?.user.id && (one.state === 'active' || one.state === 'coming') ? (
                  <Button size="small" onClick={() => setEnding(one)}>
                    {texts.revoke}
                  </Button>
                ) : null}
              </>
            }
          />
        ))}
      </Lines>
      {open ? <DelegateDialog onClose={() => setOpen(false)} /> : null}
      {ending ? (
        <ActDialog
          title={texts.revoke}
          comment="none"
          why={texts.by(ending.fromName, ending.toName)}
          act={() => client.call(revokeDelegation, { params: { id: ending.id } })}
          onClose={() => {
            setEnding(null)
            refresh(listDelegations)
          }}
        />
      ) : null}
    </Section>
  )
}

function DelegateDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(portalTexts)
  const locale = useLocale()
  const me = useContext(MeContext)
  const own = (me?.permissions ?? []).filter((name) => !name.startsWith('identity.'))
  const [words, setWords] = useState('')
  const people = useRead(
    listColleagues,
    { query: { limit: 30, ...(words ? { search: words } : {}) } },
    { keepPrevious: true },
  )
  const [toUserId, setToUserId] = useState<string | undefined>()
  const [span, setSpan] = useState<[Dayjs, Dayjs] | null>(null)
  const [scope, setScope] = useState<string[]>(own)
  const [reason, setReason] = useState('')
  const titleOf = (name: string) =>
    permissions[name as PermissionName]?.[locale === 'en' ? 'en' : 'zh'] ?? name
  return (
    <ActDialog
      title={texts.delegate}
      why={texts.delegateWhy}
      comment="none"
      isReady={toUserId !== undefined && span !== null && scope.length > 0 && reason.trim().length > 1}
      act={() =>
        client.call(createDelegation, {
          body: {
            ...{ toUserId: toUserId as string, permissions: scope, reason: reason.trim() },
            ...{ startTime: span?.[0].toISOString() ?? '', endTime: span?.[1].toISOString() ?? '' },
          },
        })
      }
      onClose={() => {
        onClose()
        refresh(listDelegations)
      }}
    >
      <Form layout="vertical">
        <Form.Item label={texts.colleague} required>
          <Select
            aria-label={texts.colleague}
            showSearch={{ filterOption: false, onSearch: setWords }}
            value={toUserId}
            options={(people.data?.items ?? [])
              .filter((one) => one.id !== me?.user.id)
              .map((one) => ({ value: one.id, label: one.name }))}
            onChange={setToUserId}
          />
        </Form.Item>
        <Form.Item label={`${texts.from} – ${texts.to}`} required>
          <DatePicker.RangePicker
            showTime
            style={{ width: '100%' }}
            onChange={(value) => setSpan(value?.[0] && value[1] ? [value[0], value[1]] : null)}
          />
        </Form.Item>
        <Form.Item label={texts.scope} required>
          <Select
            mode="multiple"
            aria-label={texts.scope}
            maxTagCount={4}
            showSearch={{ optionFilterProp: 'label' }}
            value={scope}
            options={own.map((name) => ({ value: name, label: titleOf(name) }))}
            onChange={setScope}
          />
        </Form.Item>
        <Form.Item label={texts.reason} required>
          <Input
            maxLength={200}
            aria-label={texts.reason}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
