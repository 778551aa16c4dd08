package org.scst.runtime.configuration.description;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.metatype.AttributeDefinition;

/**
 * One property of an object, as its bundle describes it. An id that ends in {@code .N}, or in {@code N} behind a small letter, stands
 * for every number.
 *
 * <p><i>Threading:</i> immutable, as far as the definition of the Metatype service is.
 */
public final class AttributeDescription {
    private static final Set<String> TRUE = Set.of("1", "yes", "true");
    private static final Set<String> FALSE = Set.of("0", "no", "false");
    /** How the id of a family ends. */
    static final String FAMILY = ".N";

    private static final String NOT_HERE = "Not here";

    private static final int MOST_DIGITS = 9;

    private final AttributeDefinition definition;
    private final String id;
    private final String family;
    private final String prefix;

    AttributeDescription(AttributeDefinition definition) {
        this.definition = definition;
        this.id = definition.getID();
        this.family = id.endsWith(FAMILY) ? id.substring(0, id.length() - 1) : null;
        this.prefix = standsForMany(id) ? id.substring(0, id.length() - 1) : null;
    }

    private static boolean standsForMany(String id) {
        char before = id.length() < 2 ? 0 : id.charAt(id.length() - 2);
        return id.endsWith("N") && (before == '.' || before >= 'a' && before <= 'z');
    }

    /** Its id, {@code lun.N} or {@code IncomingUserN} for a family. */
    public String id() {
        return id;
    }

    /** Whether it is there to be used; one whose Metatype name is "Not here" is described only so that its bundle can refuse it. */
    boolean offered() {
        return !NOT_HERE.equals(definition.getName());
    }

    /**
     * What the properties of a family begin with that Config Admin holds in one, {@code lun.}; {@code null} for properties that it holds
     * one by one.
     */
    String family() {
        return family;
    }

    /** Whether it stands for properties with every number. */
    boolean many() {
        return prefix != null;
    }

    boolean matches(String key) {
        return prefix == null ? id.equals(key) : key.startsWith(prefix) && isNumber(key, prefix.length());
    }

    private static boolean isNumber(String key, int start) {
        int digits = key.length() - start;
        for (int i = start; i < key.length(); i++) {
            if (key.charAt(i) < '0' || key.charAt(i) > '9') {
                return false;
            }
        }
        return digits > 0 && digits <= MOST_DIGITS;
    }

    /** What is wrong with a value; empty when it holds. */
    Optional<String> fault(String value) {
        List<String> elements = elements(value);
        int limit = Math.abs(definition.getCardinality());
        if (limit > 1 && elements.size() > limit) {
            return Optional.of("has " + elements.size() + " values, at most " + limit + " can be");
        }
        return elements.stream()
                .map(this::elementFault)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The value as Config Admin holds it: booleans in Java's spelling, everything else as it is written. */
    String canonical(String value) {
        if (definition.getType() != AttributeDefinition.BOOLEAN) {
            return value;
        }
        List<String> spelled =
                elements(value).stream().map(AttributeDescription::spelled).toList();
        return String.join(", ", spelled);
    }

    private static String spelled(String element) {
        return TRUE.contains(element.toLowerCase(Locale.ROOT)) ? "true" : "false";
    }

    private List<String> elements(String value) {
        return definition.getCardinality() == 0
                ? List.of(value)
                : List.of(value.split(",", -1)).stream().map(String::strip).toList();
    }

    private Optional<String> elementFault(String element) {
        if (definition.getCardinality() != 0 && element.isEmpty()) {
            return Optional.of("has an empty value between commas");
        }
        if (!parses(element)) {
            return Optional.of("is \"" + element + "\", which is no " + typeName());
        }
        String[] options = definition.getOptionValues();
        if (options != null && options.length > 0 && !List.of(options).contains(element)) {
            String nearest = NearestName.to(element, List.of(options))
                    .map(n -> "; did you mean \"" + n + "\"?")
                    .orElse("");
            return Optional.of(
                    "is \"" + element + "\", but can only be one of " + String.join(", ", options) + nearest);
        }
        if (definition.getType() == AttributeDefinition.BOOLEAN) {
            return Optional.empty();
        }
        String verdict = definition.validate(element);
        return verdict == null || verdict.isEmpty()
                ? Optional.empty()
                : Optional.of("is \"" + element + "\", which is outside of what it can be (" + verdict + ")");
    }

    @SuppressWarnings("ReturnValueIgnored") // parsed only to see whether it parses
    private boolean parses(String element) {
        try {
            switch (definition.getType()) {
                case AttributeDefinition.BOOLEAN -> {
                    String lower = element.toLowerCase(Locale.ROOT);
                    return TRUE.contains(lower) || FALSE.contains(lower);
                }
                case AttributeDefinition.LONG -> Long.parseLong(element);
                case AttributeDefinition.INTEGER -> Integer.parseInt(element);
                case AttributeDefinition.SHORT -> Short.parseShort(element);
                case AttributeDefinition.BYTE -> Byte.parseByte(element);
                case AttributeDefinition.DOUBLE -> Double.parseDouble(element);
                case AttributeDefinition.FLOAT -> Float.parseFloat(element);
                case AttributeDefinition.CHARACTER -> {
                    return element.length() == 1;
                }
                default -> {
                    return parsesLarge(element);
                }
            }
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    @SuppressWarnings("deprecation") // Metatype 1.0 had these two types, and old bundles may still use them
    private boolean parsesLarge(String element) {
        if (definition.getType() == AttributeDefinition.BIGINTEGER) {
            return !new BigInteger(element).toString().isEmpty();
        }
        return definition.getType() != AttributeDefinition.BIGDECIMAL
                || !new BigDecimal(element).toString().isEmpty();
    }

    private String typeName() {
        return switch (definition.getType()) {
            case AttributeDefinition.BOOLEAN -> "boolean (1, 0, yes, no, true, false)";
            case AttributeDefinition.LONG, AttributeDefinition.INTEGER, AttributeDefinition.SHORT -> "integer";
            case AttributeDefinition.BYTE -> "integer from -128 to 127";
            case AttributeDefinition.CHARACTER -> "single character";
            default -> "number";
        };
    }
}
