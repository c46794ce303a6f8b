import { defineTexts } from '@civitas/ui'

export const warBannerTexts = defineTexts(
  { warNow: '战时', wholeCity: '全市', until: '至' },
  { warNow: 'War mode', wholeCity: 'Whole city', until: 'until' },
)
