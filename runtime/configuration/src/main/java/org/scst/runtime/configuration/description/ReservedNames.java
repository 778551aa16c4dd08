package org.scst.runtime.configuration.description;

/**
 * Names of properties that mean something whatever the object, in small and capital letters alike.
 *
 * <p><i>Threading:</i> pure functions.
 */
final class ReservedNames {
    private static final String FILE = "_file";

    private ReservedNames() {}

    /** {@code password} or {@code secret}, or something with a dot or an underscore before it: a value would be a secret. */
    static boolean isSecret(String key) {
        return isSecret(key, key.length());
    }

    /** The same with {@code _file} behind it: the value names a file that holds the secret. */
    static boolean isSecretFile(String key) {
        return endsWith(key, key.length(), FILE) && isSecret(key, key.length() - FILE.length());
    }

    /** Of Config Admin, its implementation or this bundle. */
    static boolean isOurs(String key) {
        return startsWith(key, "service.") || startsWith(key, "felix.") || startsWith(key, "scst.");
    }

    private static boolean isSecret(String key, int end) {
        return isWord(key, end, "password") || isWord(key, end, "secret");
    }

    private static boolean isWord(String key, int end, String word) {
        int start = end - word.length();
        return endsWith(key, end, word) && (start == 0 || key.charAt(start - 1) == '.' || key.charAt(start - 1) == '_');
    }

    private static boolean endsWith(String key, int end, String suffix) {
        return key.regionMatches(true, end - suffix.length(), suffix, 0, suffix.length());
    }

    private static boolean startsWith(String key, String prefix) {
        return key.regionMatches(true, 0, prefix, 0, prefix.length());
    }
}
