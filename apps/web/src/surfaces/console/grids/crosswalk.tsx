import {
  type GridCrosswalk,
  type GridLayer,
  listGridCrosswalk,
  listGridLayers,
  ruleGridConflict,
  signGridLayer,
} from '@civitas/sdk'
import { EmptyState, formatNumber, Loading, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { gridsTexts } from './grids.texts.ts'

const percent = (share: number) => `${formatNumber(share * 100, 1)}%`

/** How departments’ grids lie over the city’s: conflicts to rule, owners to sign. */
export function Crosswalk() {
  const { cross: texts } = useTexts(gridsTexts)
  const may = useMay()
  const [open, setOpen] = useState<string | null>(null)
  const [signing, setSigning] = useState<GridLayer | null>(null)
  const read = useRead(listGridLayers, {})
  if (!read.data) return <Loading />
  const layers = read.data.items
  if (layers.length === 0) return <EmptyState title={texts.empty} why={texts.emptyWhy} />
  return (
    <>
      {layers.map((one) => (
        <Section
          key={one.id}
          title={`${one.department} · ${one.title}`}
          extra={
            <>
              <Button
                size="small"
                aria-expanded={open === one.id}
                onClick={() => setOpen(open === one.id ? null : one.id)}
              >
                {texts.conflicts} {formatNumber(one.conflicts)}
              </Button>{' '}
              {may('territory.manage') && one.state === 'open' ? (
                <Button size="small" disabled={one.conflicts > 0} onClick={() => setSigning(one)}>
                  {texts.sign}
                </Button>
              ) : null}
            </>
          }
        >
          <p>
            <StateTag tone={one.state === 'adopted' ? 'over' : undefined}>{texts.states[one.state]}</StateTag>{' '}
            {texts.cells} {formatNumber(one.cells)} · {texts.matched} {formatNumber(one.matched)} ·{' '}
            {texts.signed} {one.signed.length}/{one.owners.length}{' '}
            {one.signed.map((each) => each.owner).join('、')}
          </p>
          {open === one.id ? <Rows layer={one} /> : null}
        </Section>
      ))}
      {signing ? (
        <FormDialog<{ owner: string; comment: string }>
          title={texts.sign}
          fields={[
            {
              name: 'owner',
              label: texts.owner,
              kind: 'choice',
              required: true,
              options: signing.owners.map((value) => ({ value, label: value })),
            },
            { name: 'comment', label: texts.comment, kind: 'area', required: true, maxLength: 500 },
          ]}
          act={async (body) => {
            await client.call(signGridLayer, { params: { id: signing.id }, body })
            refresh(listGridLayers)
          }}
          onClose={() => setSigning(null)}
        />
      ) : null}
    </>
  )
}

function Rows({ layer }: { layer: GridLayer }) {
  const { cross: texts, columns, none } = useTexts(gridsTexts)
  const may = useMay()
  const [ruling, setRuling] = useState<GridCrosswalk | null>(null)
  const read = useRead(listGridCrosswalk, {
    params: { id: layer.id },
    query: { limit: 500, conflicts: true },
  })
  return (
    <>
      <Table<GridCrosswalk>
        size="small"
        pagination={false}
        loading={!read.data}
        dataSource={read.data?.items}
        rowKey={(one) => `${one.reference} ${one.gridCode}`}
        columns={[
          { title: columns.code, dataIndex: 'reference' },
          { title: columns.name, render: (_, one) => one.gridName ?? none },
          { title: texts.shareOld, align: 'right', render: (_, one) => percent(one.shareOfOld) },
          { title: texts.shareNew, align: 'right', render: (_, one) => percent(one.shareOfNew) },
          {
            title: texts.rowStates.conflict,
            render: (_, one) =>
              may('territory.manage') && one.gridCode ? (
                <Button size="small" onClick={() => setRuling(one)}>
                  {texts.rule}
                </Button>
              ) : (
                texts.rowStates[one.state]
              ),
          },
        ]}
      />
      {ruling ? (
        <FormDialog<{ ruling: string }>
          title={texts.rule}
          why={`${ruling.reference} → ${ruling.gridName ?? ''}`}
          fields={[{ name: 'ruling', label: texts.ruling, kind: 'area', required: true, maxLength: 500 }]}
          act={async (values) => {
            const body = { reference: ruling.reference, gridCode: ruling.gridCode ?? '', ...values }
            await client.call(ruleGridConflict, { params: { id: layer.id }, body })
            refresh(listGridCrosswalk, listGridLayers)
          }}
          onClose={() => setRuling(null)}
        />
      ) : null}
    </>
  )
}
