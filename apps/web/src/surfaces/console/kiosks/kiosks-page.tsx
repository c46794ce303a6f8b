import { useTexts } from '@civitas/ui'
import { TabsPage } from '../sharing/tabs-page.tsx'
import { CallList } from './call-list.tsx'
import { KioskList } from './kiosk-list.tsx'
import { kioskTexts } from './kiosks.texts.ts'
import { PartnerList } from './partner-list.tsx'

/** 自助终端与网点: machines, partners and what they called (SOC-014). */
export function KiosksPage() {
  const { title, tabs } = useTexts(kioskTexts)
  return (
    <TabsPage
      title={title}
      tabs={[
        { key: 'kiosks', label: tabs.kiosks, children: <KioskList /> },
        { key: 'partners', label: tabs.partners, children: <PartnerList /> },
        { key: 'calls', label: tabs.calls, children: <CallList /> },
      ]}
    />
  )
}
