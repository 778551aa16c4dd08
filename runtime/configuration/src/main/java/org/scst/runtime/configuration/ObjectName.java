package org.scst.runtime.configuration;

import java.util.Optional;

/**
 * What one file configures: {@code PID.cfg} a singleton, {@code PID-NAME.cfg} an instance; split at the first {@code -}.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param pid persistent identity, or that of a factory
 * @param name of the instance; empty for a singleton
 */
public record ObjectName(String pid, String name) implements Comparable<ObjectName> {
    private static final String SUFFIX = ".cfg";

    /** The object of a file; empty when the file's name is none of a configuration file. */
    public static Optional<ObjectName> ofFile(String file) {
        if (!isConfigurationFile(file)) {
            return Optional.empty();
        }
        String stem = file.substring(0, file.length() - SUFFIX.length());
        int dash = stem.indexOf('-');
        String pid = dash < 0 ? stem : stem.substring(0, dash);
        String name = dash < 0 ? "" : stem.substring(dash + 1);
        boolean named = dash < 0 || isName(name);
        return pid.matches("[A-Za-z0-9._]+") && named ? Optional.of(new ObjectName(pid, name)) : Optional.empty();
    }

    /** Whether a file of this name is looked at: editors' hidden and left-over files are not. */
    public static boolean isConfigurationFile(String file) {
        return file.endsWith(SUFFIX) && !file.startsWith(".");
    }

    /** Whether this can be the name of an instance, hence part of a file's name. */
    public static boolean isName(String name) {
        return !name.isBlank()
                && name.strip().equals(name)
                && name.length() <= 200
                && name.chars().noneMatch(c -> c == '/' || Character.isISOControl(c));
    }

    /** Name of the file that configures it. */
    public String file() {
        return (name.isEmpty() ? pid : pid + "-" + name) + SUFFIX;
    }

    @Override
    public int compareTo(ObjectName other) {
        int byPid = pid.compareTo(other.pid);
        return byPid != 0 ? byPid : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name.isEmpty() ? pid : pid + "-" + name;
    }
}
