package org.scst.vdisk.internal.configuration;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scst.core.device.ConfigurationException;

/**
 * Reads a device file's flat properties as types; what cannot be read is a {@link ConfigurationException} that names the property.
 *
 * <p><i>Threading:</i> immutable.
 */
public final class DeviceProperties {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*([KMGTP]?)(?:iB|B)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(us|ms|s)");
    private static final String MULTIPLES = "KMGTP";
    private final Map<String, String> properties;

    /** Of a file. */
    public DeviceProperties(Map<String, String> properties) {
        this.properties = Map.copyOf(properties);
    }

    /** Whether the property is there and not blank. */
    public boolean has(String key) {
        return !text(key, "").isEmpty();
    }

    /** The property's text without blanks around it. */
    public String text(String key, String otherwise) {
        String value = properties.getOrDefault(key, "").strip();
        return value.isEmpty() ? otherwise : value;
    }

    /** 0/1, yes/no, true/false. */
    public boolean flag(String key, boolean otherwise) throws ConfigurationException {
        String value = text(key, "").toLowerCase(Locale.ROOT);
        return switch (value) {
            case "" -> otherwise;
            case "1", "yes", "true", "on" -> true;
            case "0", "no", "false", "off" -> false;
            default ->
                throw new ConfigurationException(
                        key,
                        key + " = " + value + " is neither yes nor no",
                        "write " + key + " = true or " + key + " = false");
        };
    }

    /** A whole number. */
    public long number(String key, long otherwise, long least, long most) throws ConfigurationException {
        String value = text(key, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        String cure = "write a whole number from " + least + " to " + most;
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new ConfigurationException(key, key + " = " + value + " is not a whole number", cure);
        }
        throw new ConfigurationException(key, key + " = " + value + " is out of range", cure);
    }

    /** Bytes: a number with K, M, G, T or P for powers of 1024. */
    public long size(String key, long otherwise) throws ConfigurationException {
        String value = text(key, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = SIZE.matcher(value);
        if (!matcher.matches()) {
            throw notASize(key, value);
        }
        String unit = matcher.group(2).toUpperCase(Locale.ROOT);
        int shift = unit.isEmpty() ? 0 : 10 * (MULTIPLES.indexOf(unit) + 1);
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw notASize(key, value);
        }
        return number << shift;
    }

    private static ConfigurationException notASize(String key, String value) {
        return new ConfigurationException(
                key, key + " = " + value + " is not a size", "write bytes, or a number with K, M, G or T, as in 10G");
    }

    /** A number with us, ms or s. */
    public Duration duration(String key, Duration otherwise) throws ConfigurationException {
        String value = text(key, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw new ConfigurationException(
                    key, key + " = " + value + " is not a duration", "write a number with us, ms or s, as in 10ms");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> Duration.ofNanos(number * 1000);
            case "ms" -> Duration.ofMillis(number);
            default -> Duration.ofSeconds(number);
        };
    }

    /** The properties whose names begin so. */
    public Map<String, String> startingWith(String prefix) {
        return properties.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .collect(java.util.stream.Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
