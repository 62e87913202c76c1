import { type ThemeConfig, theme } from 'antd';
import { useCallback, useSyncExternalStore } from 'react';

const darkQuery = '(prefers-color-scheme: dark)';
/** What moves makes some people ill (WCAG 2.2, 2.3.3). */
const calmQuery = '(prefers-reduced-motion: reduce)';

/** Whether the system asks for it now; the page follows a change at once. */
function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** Ant Design's dark algorithm darkens the colours of the palette until text on them is too faint (WCAG 2.2, 1.4.3): these stay as chosen. */
const darkPrimary = { colorPrimary: '#5b93d6', colorPrimaryHover: '#7fb0ea', colorPrimaryActive: '#5b93d6' };
const darkAlgorithm: typeof theme.darkAlgorithm = (seed, map) => ({
  ...theme.darkAlgorithm(seed, map),
  ...darkPrimary,
});

/** The Ant Design theme for the colour scheme and the motion that the system asks for; styles.css holds the same palette. */
export function useAppearance(): ThemeConfig {
  const dark = useMedia(darkQuery);
  const calm = useMedia(calmQuery);
  return {
    algorithm: dark ? darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? darkPrimary.colorPrimary : '#1d4f91',
      // Ant Design's own red is too light for text (WCAG 2.2, 1.4.3); styles.css has this one as --flagged.
      colorError: dark ? '#f0847a' : '#b3261e',
      colorLink: dark ? '#7fb0ea' : '#1d4f91',
      colorBgLayout: dark ? '#14171c' : '#f3f5f8',
      colorBgContainer: dark ? '#1c2027' : '#ffffff',
      colorBgElevated: dark ? '#262b34' : '#ffffff',
      borderRadius: 6,
      controlHeight: 30,
      controlHeightSM: 24,
      fontSize: 14,
      fontFamily: 'var(--font)',
      motion: !calm,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: {
      Table: {
        cellPaddingBlock: 7,
        cellPaddingInline: 10,
        headerBg: dark ? '#222731' : '#f7f9fb',
        headerSplitColor: 'transparent',
      },
      Card: { headerFontSize: 14 },
      // White on the lighter blue of the dark scheme has a contrast of 3.2, this one of 5.6; WCAG 2.2 AA demands 4.5.
      Button: { primaryColor: dark ? '#14171c' : '#ffffff' },
    },
  };
}
