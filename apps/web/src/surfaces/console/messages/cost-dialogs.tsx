import {
  liftMessageQuota,
  listMessageCosts,
  listMessagePrices,
  listMessageQuotas,
  type MessagePrice,
  type MessageQuota,
  saveMessagePrice,
  saveMessageQuota,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { costsTexts } from './costs.texts.ts'

interface QuotaForm {
  organisationId?: string
  channel: MessageQuota['channel']
  monthly: number
  whenUsed: MessageQuota['whenUsed']
  switchTo?: NonNullable<MessageQuota['switchTo']>
}

/** Sets a quota, or changes the one given. */
export function QuotaDialog({ quota, onClose }: { quota: MessageQuota | null; onClose: () => void }) {
  const texts = useTexts(costsTexts)
  const [whenUsed, setWhenUsed] = useState(quota?.whenUsed ?? 'hold')
  const first: Partial<QuotaForm> = quota
    ? {
        ...{ channel: quota.channel, monthly: quota.monthly, whenUsed: quota.whenUsed },
        ...(quota.switchTo ? { switchTo: quota.switchTo } : {}),
      }
    : { channel: 'sms', monthly: 5000, whenUsed: 'hold' }
  return (
    <FormDialog<QuotaForm>
      title={texts.setQuota}
      why={texts.emergencyWhy}
      first={first}
      onChange={(values) => setWhenUsed(values.whenUsed ?? 'hold')}
      fields={[
        ...(quota
          ? []
          : [
              {
                ...{
                  kind: 'custom' as const,
                  name: 'organisationId',
                  label: texts.unit,
                  extra: texts.platform,
                },
                control: <OrganisationSelect />,
              },
              {
                ...{ kind: 'choice' as const, name: 'channel', label: texts.channel, required: true },
                options: toChoices(texts.channels),
              },
            ]),
        {
          ...{
            kind: 'number',
            name: 'monthly',
            label: texts.monthly,
            required: true,
            extra: texts.monthlyWhy,
          },
          ...{ min: 0, max: 100_000_000, precision: 0 },
        },
        {
          ...{ kind: 'choice', name: 'whenUsed', label: texts.whenUsed, required: true },
          options: toChoices(texts.whenWords),
        },
        ...(whenUsed === 'switch'
          ? [
              {
                ...{ kind: 'choice' as const, name: 'switchTo', label: texts.switchTo, required: true },
                options: toChoices(texts.others),
              },
            ]
          : []),
      ]}
      act={async ({ organisationId, ...rest }) => {
        const unit = quota ? quota.organisationId : organisationId
        const of = { ...(unit ? { organisationId: unit } : {}), ...(quota ? { channel: quota.channel } : {}) }
        await client.call(saveMessageQuota, { body: { ...rest, ...of } })
        refresh(listMessageQuotas)
      }}
      onClose={onClose}
    />
  )
}

export function LiftDialog({ quota, onClose }: { quota: MessageQuota; onClose: () => void }) {
  const texts = useTexts(costsTexts)
  const { organisationId, channel } = quota
  return (
    <ActDialog
      title={texts.lift}
      why={texts.liftWhy}
      comment="none"
      danger
      act={() =>
        client.call(liftMessageQuota, {
          query: { channel, ...(organisationId ? { organisation: organisationId } : {}) },
        })
      }
      onClose={() => {
        onClose()
        refresh(listMessageQuotas)
      }}
    />
  )
}

interface PriceForm {
  channel: MessagePrice['channel']
  fen: number
  fromDate: Dayjs
}

export function PriceDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(costsTexts)
  return (
    <FormDialog<PriceForm>
      title={texts.setPrice}
      first={{ channel: 'sms', fromDate: dayjs().startOf('month') }}
      fields={[
        {
          ...{ kind: 'choice', name: 'channel', label: texts.channel, required: true },
          options: toChoices(texts.channels),
        },
        {
          kind: 'number',
          name: 'fen',
          label: texts.price,
          required: true,
          min: 0,
          max: 100_000,
          precision: 2,
        },
        { kind: 'day', name: 'fromDate', label: texts.priceFrom, required: true },
      ]}
      act={async ({ channel, fen, fromDate }) => {
        await client.call(saveMessagePrice, {
          body: { channel, fen, fromDate: fromDate.format('YYYY-MM-DD') },
        })
        refresh(listMessagePrices, listMessageCosts)
      }}
      onClose={onClose}
    />
  )
}
