import { type LocalText, text } from '@civitas/domain-kit'

/** A class of HJ 633-2012 table 2 with its colour of appendix A. */
export type Category = {
  /** 1 … 6 for 一级 … 六级. */
  readonly grade: number
  /** Highest AQI of the class. */
  readonly upTo: number
  readonly title: LocalText
  readonly color: string
  /** What people should do (table 2, last column). */
  readonly advice: LocalText
}

/** HJ 633-2012 table 2 (clause 4.2) and appendix A table A.1. */
export const CATEGORIES: readonly Category[] = [
  category(1, 50, '优', 'Excellent', '#00e400', '各类人群可正常活动', 'Everybody can be active outdoors.'),
  category(
    2,
    100,
    '良',
    'Good',
    '#ffff00',
    '极少数异常敏感人群应减少户外活动',
    'Very sensitive people should do less outdoors.',
  ),
  category(
    3,
    150,
    '轻度污染',
    'Lightly polluted',
    '#ff7e00',
    '儿童、老年人及心脏病、呼吸系统疾病患者应减少长时间、高强度的户外锻炼',
    'Children, the old and the ill should avoid long hard exercise outdoors.',
  ),
  category(
    4,
    200,
    '中度污染',
    'Moderately polluted',
    '#ff0000',
    '儿童、老年人及病人避免长时间、高强度的户外锻炼，一般人群适量减少户外运动',
    'Sensitive people avoid exercise outdoors; everybody does less.',
  ),
  category(
    5,
    300,
    '重度污染',
    'Heavily polluted',
    '#99004c',
    '儿童、老年人和病人应停留在室内，停止户外运动，一般人群减少户外运动',
    'Sensitive people stay indoors; everybody does less outdoors.',
  ),
  category(
    6,
    500,
    '严重污染',
    'Severely polluted',
    '#7e0023',
    '儿童、老年人和病人应留在室内，避免体力消耗，一般人群应避免户外活动',
    'Sensitive people stay indoors and rest; everybody avoids going out.',
  ),
]

function category(
  grade: number,
  upTo: number,
  zh: string,
  en: string,
  color: string,
  adviceZh: string,
  adviceEn: string,
): Category {
  return { grade, upTo, title: text(zh, en), color, advice: text(adviceZh, adviceEn) }
}

/** The class of an AQI (a whole number from 0 to 500). */
export function getCategory(aqi: number): Category {
  return CATEGORIES.find((one) => aqi <= one.upTo) ?? CATEGORIES[CATEGORIES.length - 1]!
}
