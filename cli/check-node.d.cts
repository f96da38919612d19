declare const checks: {
  allows(range: string, version: string): boolean;
  complaint(root: string, version: string): string;
};
export = checks;
