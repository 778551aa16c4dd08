package org.scst.runtime.configuration.description;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.scst.core.admin.SecretFolder;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.dialect.ConfigurationText;
import org.scst.runtime.configuration.dialect.Finding;

/**
 * Checks one file against the description of its PID.
 *
 * <p><i>Threading:</i> as its descriptions.
 */
public final class Validation {
    private static final String PRODUCT_PREFIX = "org.scst.";
    private static final Pattern SECRET = Pattern.compile("(.*[._])?(password|secret)", Pattern.CASE_INSENSITIVE);

    private static final Pattern SECRET_FILE =
            Pattern.compile("(.*[._])?(password|secret)_file", Pattern.CASE_INSENSITIVE);

    private static final Pattern RESERVED = Pattern.compile("(service|felix|scst)\\..*", Pattern.CASE_INSENSITIVE);

    private final Descriptions descriptions;
    private final SecretFolder secrets;

    /** Checks against these descriptions; a property whose name ends in {@code password_file} names one of these secrets. */
    public Validation(Descriptions descriptions, SecretFolder secrets) {
        this.descriptions = descriptions;
        this.secrets = secrets;
    }

    /** Whether a text names a secret: then it can become wrong, or right, without being changed. */
    public boolean namesSecret(ConfigurationText text) {
        return text.properties().keySet().stream()
                .anyMatch(key -> SECRET_FILE.matcher(key).matches());
    }

    /** What is wrong with a text that is to configure an object; what its syntax lacks comes first. */
    public List<Finding> findings(ObjectName object, ConfigurationText text) {
        List<Finding> findings = new ArrayList<>(text.faults());
        Optional<ObjectDescription> description = descriptions.of(object.pid());
        if (!descriptions.isServed(object.pid())) {
            findings.add(unserved(object.pid(), description.isPresent()));
        }
        description.ifPresent(known -> checkName(object, known, findings));
        text.properties().forEach((key, value) -> {
            if (SECRET.matcher(key).matches()) {
                findings.add(secret(text.line(key), key));
            } else if (RESERVED.matcher(key).matches()) {
                findings.add(Finding.error(text.line(key), "\"" + key + "\" is a reserved name", "remove the line"));
            } else {
                description.ifPresent(known -> checkProperty(known, key, value, text.line(key), findings));
            }
        });
        return findings;
    }

    /** The properties as Config Admin is to hold them. */
    public Map<String, String> canonical(ObjectName object, Map<String, String> properties) {
        Optional<ObjectDescription> description = descriptions.of(object.pid());
        Map<String, String> canonical = new LinkedHashMap<>();
        properties.forEach((key, value) -> canonical.put(
                key,
                description
                        .flatMap(known -> known.attribute(key))
                        .map(attribute -> attribute.canonical(value))
                        .orElse(value)));
        return canonical;
    }

    /** The name by which others know an object: its property {@code name} where its PID has one, else the file's NAME. */
    public String publicName(ObjectName object, Map<String, String> properties) {
        boolean named =
                descriptions.of(object.pid()).map(known -> known.has("name")).orElse(false);
        return named ? properties.getOrDefault("name", object.name()) : object.name();
    }

    private Finding unserved(String pid, boolean described) {
        if (described || pid.startsWith(PRODUCT_PREFIX)) {
            String hint = described ? "" : suggestion(pid);
            return Finding.remark(
                    0,
                    "no installed bundle describes \"" + pid + "\"" + hint,
                    "install its bundle; until then it waits for it");
        }
        return Finding.error(
                0,
                "\"" + pid + "\" is the PID of no installed bundle" + suggestion(pid),
                "rename the file to PID.cfg or PID-NAME.cfg, or install the bundle");
    }

    private String suggestion(String pid) {
        return NearestName.to(pid, descriptions.pids())
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElse("");
    }

    private static void checkName(ObjectName object, ObjectDescription known, List<Finding> findings) {
        if (known.factory() && object.name().isEmpty()) {
            findings.add(Finding.error(
                    0,
                    "objects of \"" + known.pid() + "\" have names",
                    "rename the file to " + known.pid() + "-NAME.cfg"));
        } else if (!known.factory() && !object.name().isEmpty()) {
            findings.add(Finding.error(
                    0, "there is only one \"" + known.pid() + "\"", "rename the file to " + known.pid() + ".cfg"));
        }
    }

    private void checkProperty(ObjectDescription known, String key, String value, int line, List<Finding> findings) {
        Optional<AttributeDescription> attribute = known.attribute(key);
        if (attribute.isEmpty()) {
            List<String> ids = known.attributes().stream()
                    .map(AttributeDescription::id)
                    .sorted()
                    .toList();
            String cure = NearestName.to(key, ids)
                    .map(name -> "did you mean \"" + name + "\"?")
                    .orElse("it knows: " + String.join(", ", ids));
            findings.add(Finding.error(line, "\"" + known.pid() + "\" has no property \"" + key + "\"", cure));
            return;
        }
        if (SECRET_FILE.matcher(key).matches()) {
            secrets.fault(value)
                    .ifPresent(fault ->
                            findings.add(Finding.error(line, "\"" + key + "\": " + fault.cause(), fault.cure())));
        }
        attribute
                .get()
                .fault(value)
                .ifPresent(fault -> findings.add(
                        Finding.error(line, "\"" + key + "\" " + fault, "correct the value of \"" + key + "\"")));
    }

    private static Finding secret(int line, String key) {
        return Finding.error(
                line,
                "\"" + key + "\" would put a secret into a property, which is copied to files that others can read",
                "write it into a file of mode 0600 in secrets/ beside this file and name that: " + key
                        + "_file = NAME");
    }
}
